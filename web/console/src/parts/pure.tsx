import { Component, type FunctionComponent } from 'preact';

/** Drawn again only when one of its properties is another one. */
export function pure<P extends object>(Part: FunctionComponent<P>) {
  return class Pure extends Component<P> {
    shouldComponentUpdate(next: Readonly<P>) {
      const before = this.props as Record<string, unknown>;
      return Object.entries(next).some(([name, value]) => !Object.is(value, before[name]));
    }

    render() {
      return <Part {...(this.props as P)} />;
    }
  };
}
