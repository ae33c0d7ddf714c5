import { Component, type ReactNode } from 'react';
import { describeCause } from '../../shared/errors';
import { failed } from '../stage';
import { ErrorNotice } from './ErrorNotice';

interface PageBoundaryProps {
  readonly children: ReactNode;
}

/** A fault in drawing one page leaves the frame and the other pages alone. */
export class PageBoundary extends Component<PageBoundaryProps, { readonly cause: string | undefined }> {
  override state = { cause: undefined };

  static getDerivedStateFromError(error: unknown): { cause: string } {
    return { cause: describeCause(error) };
  }

  override render(): ReactNode {
    const { cause } = this.state;
    if (cause === undefined) return this.props.children;
    return <ErrorNotice failure={failed({ code: 'internal/unexpected', details: { cause } }).failure} />;
  }
}
