// Starts the API's viewer on our own description of it.

interface Viewer {
  (options: { url: string; dom_id: string; deepLinking: boolean; validatorUrl: null }): unknown;
}

const viewer = (window as unknown as { SwaggerUIBundle?: Viewer }).SwaggerUIBundle;
viewer?.({ url: "/schema/openapi.json", dom_id: "#viewer", deepLinking: true, validatorUrl: null });
