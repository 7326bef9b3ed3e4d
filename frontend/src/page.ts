// Small sure-footed ways to reach the elements that the templates promise.

/** The element a template promises; its absence is a fault of ours, found by the first test that opens the page. */
export function part<E extends Element = HTMLElement>(root: ParentNode, selector: string): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`The page has no ${selector}`);
  return found;
}

/** The first element of a `<template>`, copied. */
export function copyOf<E extends Element = HTMLElement>(id: string): E {
  const template = part<HTMLTemplateElement>(document, `#${id}`);
  return document.importNode(template.content, true).firstElementChild as E;
}

/** All of a `<template>`, copied. */
export function copies(id: string): DocumentFragment {
  return document.importNode(part<HTMLTemplateElement>(document, `#${id}`).content, true);
}

/** Sets text only when it differs, so that a live region speaks once. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Words that the server has put into the page, with what only the page knows in the place of each `{name}`. */
export function filled(words: string | undefined, facts: Readonly<Record<string, string>>): string {
  return (words ?? "").replace(/\{(\w+)\}/g, (gap, name: string) => facts[name] ?? gap);
}

export function show(element: HTMLElement, visible: boolean): void {
  if (element.hidden === visible) element.hidden = !visible;
}

/** 128 random bits for the browsers that have no randomUUID. */
export function newRef(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

export async function sendJson(method: string, path: string, body: object): Promise<Response> {
  return fetch(path, {
    method,
    body: JSON.stringify(body),
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
  });
}

/** Whether somebody has pressed Exit: nothing that the server says may call them back. */
export function isLeaving(): boolean {
  return document.documentElement.dataset["leaving"] === "yes";
}

/** Whether notes lie over the page: it must not be turned over, or it would be seen. */
export function isHidden(): boolean {
  return document.documentElement.dataset["hidden"] === "yes";
}

/** Goes on to another page of ours, in the same entry of the history. Behind the notes it goes on behind notes. */
export function turnTo(path: string): void {
  location.replace(isHidden() ? "/notes" : path);
}

/** Something has happened behind the notes: a bland word says so, and nothing more. */
export function tellNews(): void {
  const news = document.querySelector<HTMLElement>(".is-sheet [data-news]");
  if (news) say(news, news.dataset["told"] ?? "");
}
