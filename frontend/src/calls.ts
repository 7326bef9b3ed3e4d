// Asks this browser whether it may show calls, and tells the server where its push service is to be found.

import { part, say, show } from "./page.ts";

const SCOPE = "/listener/";

/** The browser's push service wants the server's public key as bytes. */
function bytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

async function subscribe(key: string): Promise<PushSubscriptionJSON> {
  const worker = await navigator.serviceWorker.register("/listener/worker.js", { scope: SCOPE });
  if ((await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
  await active(worker);
  const known = await worker.pushManager.getSubscription();
  await known?.unsubscribe(); // it may be one for an older key
  return (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })).toJSON();
}

/** `ready` waits for a worker of this page; ours may belong to other pages only. */
async function active(worker: ServiceWorkerRegistration): Promise<void> {
  const coming = worker.installing ?? worker.waiting;
  if (worker.active || !coming) return;
  await new Promise<void>((done) => coming.addEventListener("statechange", () => coming.state === "activated" && done()));
}

class CallHere extends HTMLElement {
  connectedCallback(): void {
    if (!("serviceWorker" in navigator && "PushManager" in window)) return;
    show(this, true);
    const form = part<HTMLFormElement>(this, "form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.agree(form);
    });
  }

  private async agree(form: HTMLFormElement): Promise<void> {
    try {
      const told = await subscribe(this.dataset["key"] ?? "");
      const facts = { endpoint: told.endpoint, p256dh: told.keys?.["p256dh"], auth: told.keys?.["auth"] };
      for (const [name, fact] of Object.entries(facts)) part<HTMLInputElement>(form, `[name=${name}]`).value = fact ?? "";
      form.submit();
    } catch {
      say(part(form, "[data-trouble]"), "This browser did not allow it. Its settings for this page may say why.");
    }
  }
}

customElements.define("call-here", CallHere);

const zone = part<HTMLInputElement>(document, "[data-zone]");
if (zone.value === "UTC") zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
