// Shows a call on a listener's device, and opens the desk. It keeps nothing, fetches nothing and sees no page but the desk's.

interface Waits {
  waitUntil(work: Promise<unknown>): void;
}
interface Worker {
  registration: ServiceWorkerRegistration;
  clients: { openWindow(path: string): Promise<unknown> };
  addEventListener(kind: "push", hear: (event: Waits & { data: { json(): Call } | null }) => void): void;
  addEventListener(kind: "notificationclick", hear: (event: Waits & { notification: Notification }) => void): void;
}
interface Call {
  words: string;
  open: string;
}

const worker = self as unknown as Worker;

worker.addEventListener("push", (event) => {
  const call = event.data?.json();
  if (!call) return;
  const shown = { body: call.words, tag: "call", data: call.open, icon: "/assets/favicon.svg" };
  event.waitUntil(worker.registration.showNotification("Earshot", shown));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const board = event.notification.data === "/coordinator/";
  event.waitUntil(worker.clients.openWindow(board ? "/coordinator/" : "/listener/"));
});

export {};
