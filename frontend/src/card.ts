// The crisis card. It is in the page from the first load, with its resources, so that it shows with the socket dead.
// It takes no focus, blocks nothing and can be put away.

import { copyOf, part, show } from "./page.ts";
import type { Card, ResourceView } from "./wire.gen.ts";

/** These arrive folded: somebody beside the writer may see the screen. */
const FOLDED: readonly string[] = ["abuse", "exploitation", "minor_at_risk"];

const WAYS: readonly (readonly [string, (r: ResourceView) => string | null])[] = [
  ["phone", (r) => r.phone && `tel:${r.phone.replace(/[^+\d]/g, "")}`],
  ["sms", (r) => r.sms && `sms:${r.sms.replace(/[^+\d]/g, "")}`],
  ["chat", (r) => r.chatUrl],
  ["website", (r) => r.website],
];

export class CrisisCard {
  private readonly root: HTMLElement;
  private readonly fold: HTMLDetailsElement;

  constructor(root: HTMLElement, goOn: () => void) {
    this.root = root;
    this.fold = part<HTMLDetailsElement>(root, "details");
    part(root, "[data-keep-writing]").addEventListener("click", () => {
      this.fold.open = false;
      goOn();
    });
    part(root, "[data-not-for-me]").addEventListener("click", () => {
      show(this.root, false);
      goOn();
    });
  }

  show(card: Card): void {
    if (card.resources.length) this.fill(card.resources);
    const folded = card.kinds.length > 0 && card.kinds.every((kind) => FOLDED.includes(kind));
    this.open(!folded, folded ? "offered" : "hard");
  }

  /** Asked for by hand, or shown because the connection stays away. */
  offer(open: boolean): void {
    this.open(open, "offered");
  }

  private open(open: boolean, title: "hard" | "offered"): void {
    const words = part(this.root, "[data-card-title]");
    words.textContent = words.dataset[title] ?? "";
    this.fold.open = open;
    show(this.root, true);
  }

  private fill(resources: readonly ResourceView[]): void {
    const list = part(this.root, ".resources");
    list.textContent = "";
    for (const resource of resources) list.append(resourceItem(resource));
  }
}

function resourceItem(resource: ResourceView): HTMLElement {
  const item = copyOf("resource");
  part(item, ".resource-name").textContent = resource.name;
  for (const [way, address] of WAYS) {
    const link = part<HTMLAnchorElement>(item, `[data-way="${way}"]`);
    const href = address(resource);
    if (!href || !/^(tel|sms|https?):/.test(href)) {
      link.remove();
      continue;
    }
    link.href = href;
    const number = way === "phone" ? resource.phone : way === "sms" ? resource.sms : null;
    if (number) part(link, "[data-number]").textContent = number;
  }
  const facts = [resource.hours, resource.cost, resource.note].filter(Boolean).join(" · ");
  part(item, "[data-facts]").textContent = facts;
  show(part(item, ".unchecked"), !resource.checked && item.querySelector(".way") !== null);
  return item;
}
