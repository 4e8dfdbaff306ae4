import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  /** `main` is what most people want here, `danger` takes something away, `plain` has no frame. */
  readonly look?: 'main' | 'danger' | 'plain' | undefined;
}

export function Button({ look, ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={look === undefined ? 'button' : `button ${look}`} />;
}
