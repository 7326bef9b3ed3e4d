// The crisis card. It is in the page from the first load, with its resources, so that it shows with the socket dead.
// It takes no focus, blocks nothing and can be put away.

import { copyOf, part, show } from "./page.ts";
import type { Card, ResourceView } from "./wire.gen.ts";

type Manner = Card["manner"] | "offered";

const WAYS: readonly (readonly [string, (r: ResourceView) => string | null])[] = [
  ["phone", (r) => r.tel],
  ["sms", (r) => (r.word ? null : r.textTo)],
  ["word", (r) => (r.word ? r.textTo : null)],
  ["chat", (r) => r.chatUrl],
  ["website", (r) => r.website],
];

export class CrisisCard {
  private readonly root: HTMLElement;
  private readonly fold: HTMLDetailsElement;
  private manner: Manner = "offered";
  /** Shown for a reason that still stands: what was only offered goes again by itself. */
  private meant: boolean;

  /** `stirred` is told when the card comes or goes. */
  constructor(root: HTMLElement, goOn: () => void, stirred: (visible: boolean) => void = () => {}) {
    this.root = root;
    this.stirred = stirred;
    this.meant = !root.hidden;
    this.fold = part<HTMLDetailsElement>(root, "details");
    part(root, "[data-keep-writing]").addEventListener("click", () => {
      this.fold.open = false;
      goOn();
    });
    part(root, "[data-not-for-me]").addEventListener("click", (event) => {
      event.preventDefault();
      this.away();
      goOn();
    });
    part(root, "[data-quietly]").addEventListener("click", (event) => {
      event.preventDefault();
      this.quietly(event.currentTarget as HTMLButtonElement);
    });
  }

  private readonly stirred: (visible: boolean) => void;

  show(card: Card): void {
    this.root.classList.toggle("is-written-first", card.writtenFirst);
    if (card.resources.length) this.fill(card.resources);
    this.meant = true;
    this.open(card.manner !== "gentle", card.manner);
  }

  /** Asked for by hand, or shown because the connection stays away. */
  offer(open: boolean): void {
    this.open(open, this.meant ? this.manner : "offered");
  }

  /** The connection is back: what stood here for its sake alone goes. */
  rest(): void {
    if (!this.meant) this.visible(false);
  }

  private away(): void {
    this.meant = false;
    this.visible(false);
    this.tell("away");
  }

  /** Whoever cannot speak aloud reads first where they can write; the server remembers it, if it is there. */
  private quietly(button: HTMLButtonElement): void {
    const quietly = button.value === "quietly";
    this.tell(button.value);
    this.root.classList.toggle("is-written-first", quietly);
    button.value = quietly ? "aloud" : "quietly";
    button.textContent = button.dataset[`${button.value}Words`] ?? "";
    const [emergency, ...others] = Array.from(part(this.root, ".resources").children);
    if (!quietly || !emergency) return;
    const written = others.filter((item) => item.hasAttribute("data-written"));
    emergency.after(...written);
  }

  private tell(what: string): void {
    const form = part<HTMLFormElement>(this.root, ".card-acts");
    const body = new URLSearchParams({ do: what, _token: part<HTMLInputElement>(form, "[name=_token]").value });
    fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => undefined);
  }

  private open(open: boolean, manner: Manner): void {
    this.manner = manner;
    this.root.dataset["manner"] = manner;
    const words = part(this.root, "[data-card-title]");
    words.textContent = words.dataset[manner] ?? "";
    const folded = part(this.root, ".when-folded");
    folded.textContent = folded.dataset[manner === "gentle" ? "gentle" : "other"] ?? "";
    show(part(this.root, "[data-for-friend]"), manner === "friend");
    this.fold.open = open;
    this.visible(true);
  }

  private visible(visible: boolean): void {
    show(this.root, visible);
    this.stirred(visible);
  }

  private fill(resources: readonly ResourceView[]): void {
    const list = part(this.root, ".resources");
    list.textContent = "";
    for (const resource of resources) list.append(resourceItem(resource));
  }
}

function resourceItem(resource: ResourceView): HTMLElement {
  const item = copyOf("resource");
  item.toggleAttribute("data-written", resource.written);
  part(item, "[data-name]").textContent = resource.name;
  for (const [way, address] of WAYS) {
    const link = part<HTMLAnchorElement>(item, `[data-way="${way}"]`);
    const href = address(resource);
    if (!href || !/^(tel|sms|https?):/.test(href)) {
      link.remove();
      continue;
    }
    link.href = href;
    const number = link.querySelector("[data-number]");
    if (number) number.textContent = way === "phone" ? resource.phone : resource.sms;
    if (way === "word") part(link, "[data-word]").textContent = resource.word;
  }
  part(item, "[data-facts]").textContent = resource.facts;
  const tried = part(item, ".unchecked");
  tried.textContent = resource.tried;
  show(tried, item.querySelector(".way") !== null);
  return item;
}
