// The safety desk's two elements that need a key: making one, and opening a case with another officer.

import { keyOf, makeKeys, openWith, read, sealTo, type Message, unwrap } from "./officer-keys.ts";
import { part, say, sendJson, show } from "./page.ts";
import type { ShareView, WordsView } from "./wire.gen.ts";

const NOT_REACHED = "That did not reach us. Please try again.";
const WRONG = "That is not the passphrase of your key.";
const REFUSALS: Record<number, string> = {
  403: "You have no share of this case: you became an officer later, or are none any more.",
  404: "This case was decided, or its time is over. Its words are gone.",
  409: "This takes somebody else too.",
};

class Refused extends Error {}

/** An element with one form, which says how it goes. */
abstract class Doing extends HTMLElement {
  connectedCallback(): void {
    part<HTMLFormElement>(this, "form").addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter as HTMLButtonElement | null;
      void this.tries(() => this.act(new FormData(event.target as HTMLFormElement), button?.value ?? ""));
    });
  }

  protected abstract act(said: FormData, what: string): Promise<void>;

  protected tell(words: string): void {
    say(part(this, "[data-say]"), words);
  }

  protected async tries(what: () => Promise<void>): Promise<void> {
    const buttons = this.querySelectorAll<HTMLButtonElement>("button");
    for (const one of buttons) one.disabled = true;
    show(part(this, "[data-error]"), false);
    this.tell("One moment.");
    try {
      await what();
    } catch (failure) {
      this.tell("");
      say(part(this, "[data-error]"), failure instanceof Refused ? failure.message : NOT_REACHED);
      show(part(this, "[data-error]"), true);
    } finally {
      for (const one of buttons) one.disabled = false;
    }
  }
}

class OfficerKey extends Doing {
  protected async act(said: FormData): Promise<void> {
    const passphrase = String(said.get("passphrase"));
    if (passphrase !== said.get("again")) throw new Refused("The two are not the same.");
    await asked("PUT", "/api/safety/key", await makeKeys(passphrase));
    location.reload();
  }
}

class OpenCase extends Doing {
  override connectedCallback(): void {
    super.connectedCallback();
    part(this, "[data-show]").addEventListener("click", () => this.unblur());
    part(this, "[data-said]").addEventListener("copy", (event) => event.preventDefault());
    addEventListener("pagehide", () => part(this, "[data-said]").replaceChildren());
  }

  protected async act(said: FormData, what: string): Promise<void> {
    const passphrase = String(said.get("passphrase"));
    if (what === "read") await this.reads(passphrase);
    else await this.hands(passphrase, String(said.get("to") ?? ""));
    part<HTMLInputElement>(this, "[name=passphrase]").value = "";
  }

  private get at(): string {
    return `/api/safety/cases/${this.dataset["case"] ?? ""}`;
  }

  /** This officer's share, sealed anew to another one. */
  private async hands(passphrase: string, to: string): Promise<void> {
    const view = (await (await asked("GET", `${this.at}/share`)).json()) as ShareView;
    const key = await unwrapped(view.wrapped, passphrase);
    if (!view.others.length) throw new Refused("No other officer has a share of this case.");
    const only = view.others.length === 1 ? view.others[0] : undefined;
    const other = view.others.find((one) => one.id === to) ?? only;
    if (!other) return this.asksForWhom(view);
    const share = await openWith(key, view.share, view.excerpt);
    await asked("POST", `${this.at}/hand`, { to: other.id, share: await sealTo(other.key, share, view.excerpt) });
    this.tell(`You have opened it for ${other.name}.`);
  }

  private asksForWhom(view: ShareView): void {
    const box = part(this, "[data-to]");
    part(box, "select").replaceChildren(...view.others.map((one) => new Option(one.name, one.id)));
    show(box, true);
    this.tell("For whom? Choose, and press once more.");
    throw new Refused("Choose for whom, and say your passphrase once more.");
  }

  private async reads(passphrase: string): Promise<void> {
    const view = (await (await asked("GET", `${this.at}/words`)).json()) as WordsView;
    const key = await keyOf(await unwrapped(view.wrapped, passphrase), [view.share, view.handed], view.excerpt);
    this.shows(await read(key, view.words, view.excerpt));
    const hold = part(this, "[data-hold]");
    show(hold, Boolean(view.hold));
    hold.onclick = () =>
      void this.tries(async () => {
        await asked("POST", `${this.at}/hold`, { key: await sealTo(view.hold, key, view.excerpt) });
        this.tell("Noted. It is held once two officers have said so.");
      });
    this.tell("");
  }

  private shows(messages: readonly Message[]): void {
    const said = messages.map((message) => {
      const line = document.createElement("li");
      const who = document.createElement("b");
      const text = document.createElement("p");
      who.textContent = message.from === "seeker" ? "Seeker" : "Listener";
      text.textContent = message.text;
      text.dir = "auto";
      line.append(who, text);
      return line;
    });
    part(this, "[data-said]").replaceChildren(...said);
    show(part(this, "[data-words]"), true);
    part(this, "[data-show]").focus();
  }

  private unblur(): void {
    const said = part(this, "[data-said]");
    const hidden = said.classList.toggle("is-blurred");
    said.setAttribute("aria-hidden", String(hidden));
    part(this, "[data-show]").setAttribute("aria-expanded", String(!hidden));
    say(part(this, "[data-show]"), hidden ? "Show what was said" : "Hide it again");
  }
}

async function unwrapped(wrapped: string, passphrase: string): Promise<CryptoKey> {
  try {
    return await unwrap(wrapped, passphrase);
  } catch {
    throw new Refused(WRONG);
  }
}

async function asked(method: string, path: string, body?: object): Promise<Response> {
  const answer = body ? await sendJson(method, path, body) : await fetch(path, { credentials: "same-origin" });
  if (!answer.ok) throw new Refused(REFUSALS[answer.status] ?? NOT_REACHED);
  return answer;
}

customElements.define("officer-key", OfficerKey);
customElements.define("open-case", OpenCase);
