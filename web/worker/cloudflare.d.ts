declare module 'cloudflare:workers' {
  /** The base class of Durable Objects, as far as it is used here. */
  export class DurableObject {
    constructor(ctx: any, env: any);
    protected ctx: any;
    protected env: any;
  }
}
