// A safety officer's keys: made, wrapped and used in this browser alone. The server keeps what it cannot open.

import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { combine } from "shamir-secret-sharing";

/** Rounds by which a guessed passphrase is made slow. */
export const ROUNDS = 600_000;
const SHARE = "earshot share";
const SALT = 16;
const NONCE = 12;
const POINT = 65;
type Bytes = Uint8Array<ArrayBuffer>;

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));

export interface Message {
  readonly seq: number;
  readonly from: "seeker" | "listener";
  readonly text: string;
}

export interface KeyPair {
  readonly public: string;
  readonly wrapped: string;
}

export function toText(raw: Uint8Array): string {
  return btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function toBytes(text: string): Bytes {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}

/** A new key pair, the private half under a passphrase. */
export async function makeKeys(passphrase: string): Promise<KeyPair> {
  const pair = await suite.kem.generateKeyPair();
  const secret = new Uint8Array(await suite.kem.serializePrivateKey(pair.privateKey));
  const salt = crypto.getRandomValues(new Uint8Array(SALT));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const key = await keyFrom(passphrase, salt, ROUNDS);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, secret));
  const wrapped = `${ROUNDS}.${toText(joined(salt, nonce, sealed))}`;
  return { public: toText(new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey))), wrapped };
}

/** The private key; rejects where the passphrase is another one. */
export async function unwrap(wrapped: string, passphrase: string): Promise<CryptoKey> {
  const [rounds = "", text = ""] = wrapped.split(".");
  const raw = toBytes(text);
  const key = await keyFrom(passphrase, raw.slice(0, SALT), Number(rounds));
  const iv = raw.slice(SALT, SALT + NONCE);
  const secret = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, raw.slice(SALT + NONCE));
  return suite.kem.deserializePrivateKey(secret);
}

/** Seals to somebody's public key: the encapsulated key, then the ciphertext. */
export async function sealTo(publicKey: string, plain: Uint8Array, about: string): Promise<string> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(toBytes(publicKey).buffer);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: utf8(SHARE).buffer });
  const sealed = await sender.seal(new Uint8Array(plain).buffer, utf8(about).buffer);
  return toText(joined(new Uint8Array(sender.enc), new Uint8Array(sealed)));
}

/** Opens what was sealed to this key. */
export async function openWith(key: CryptoKey, sealed: string, about: string): Promise<Bytes> {
  const raw = toBytes(sealed);
  const recipient = await suite.createRecipientContext({
    recipientKey: key,
    enc: raw.slice(0, POINT).buffer,
    info: utf8(SHARE).buffer,
  });
  return new Uint8Array(await recipient.open(raw.slice(POINT).buffer, utf8(about).buffer));
}

/** The key of an excerpt, from two shares that were sealed to this officer. */
export async function keyOf(key: CryptoKey, shares: readonly string[], excerpt: string): Promise<Bytes> {
  const opened = await Promise.all(shares.map((share) => openWith(key, share, excerpt)));
  return new Uint8Array(await combine(opened));
}

/** What was said. */
export async function read(key: Bytes, words: string, excerpt: string): Promise<readonly Message[]> {
  const raw = toBytes(words);
  const cipher = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: raw.slice(0, NONCE), additionalData: utf8(excerpt) };
  const plain = await crypto.subtle.decrypt(how, cipher, raw.slice(NONCE));
  return JSON.parse(new TextDecoder().decode(plain)) as readonly Message[];
}

async function keyFrom(passphrase: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const said = await crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, said, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function joined(...parts: readonly Uint8Array[]): Bytes {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
