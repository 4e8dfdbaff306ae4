import { type ReactNode, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { ListBoxItem } from 'react-aria-components/ComboBox';
import { Dialog } from 'react-aria-components/Dialog';
import { FieldError } from 'react-aria-components/FieldError';
import { Heading } from 'react-aria-components/Heading';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox } from 'react-aria-components/ListBox';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField } from 'react-aria-components/TextField';
import { Button } from './button.tsx';

interface FieldProps {
  readonly label: string;
  /** For a field in a table or a search: the label is for assistive technology alone. */
  readonly isLabelHidden?: boolean | undefined;
  readonly hint?: string | undefined;
  /** What is wrong with it, in words. */
  readonly error?: string | undefined;
  readonly isRequired?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly name?: string | undefined;
}

function Around({
  label,
  isLabelHidden,
  hint,
  error,
  isRequired,
  children,
}: FieldProps & { readonly children: ReactNode }) {
  return (
    <>
      <Label className={isLabelHidden === true ? 'unseen' : 'label'}>
        {label}
        {isRequired === true && <span aria-hidden="true"> *</span>}
      </Label>
      {children}
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </>
  );
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?:
    | 'text'
    | 'search'
    | 'email'
    | 'tel'
    | 'number'
    | 'date'
    | 'datetime-local'
    | 'password'
    | 'url';
  readonly onBlur?: (() => void) | undefined;
  readonly rows?: number | undefined;
  readonly placeholder?: string | undefined;
  readonly autoComplete?: string | undefined;
  readonly inputMode?: 'text' | 'decimal' | 'numeric' | undefined;
  readonly maxLength?: number | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly step?: string | undefined;
}

export function TextField({
  rows,
  value,
  onChange,
  type = 'text',
  placeholder,
  step,
  onBlur,
  ...field
}: TextFieldProps) {
  const {
    name,
    isRequired = false,
    isDisabled = false,
    error,
    autoComplete,
    inputMode,
    maxLength,
    autoFocus,
  } = field;
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      type={type as 'text'}
      isRequired={isRequired}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      {...(onBlur === undefined ? {} : { onBlur })}
      {...(name === undefined ? {} : { name })}
      {...(autoComplete === undefined ? {} : { autoComplete })}
      {...(inputMode === undefined ? {} : { inputMode })}
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(autoFocus === undefined ? {} : { autoFocus })}
    >
      <Around {...field}>
        {rows === undefined ? (
          <Input className="input" placeholder={placeholder ?? ''} step={step ?? 'any'} />
        ) : (
          <TextArea className="input" rows={rows} placeholder={placeholder ?? ''} />
        )}
      </Around>
    </AriaTextField>
  );
}

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string | undefined;
}

export interface SelectProps extends FieldProps {
  readonly value: string | undefined;
  readonly onChange: (id: string) => void;
  readonly choices: readonly Choice[];
  readonly placeholder?: string | undefined;
}

export function Select({ value, onChange, choices, placeholder = '–', ...field }: SelectProps) {
  const { isRequired = false, isDisabled = false, error, name } = field;
  return (
    <AriaSelect
      className="field"
      value={value ?? null}
      onChange={(key) => onChange(String(key))}
      isRequired={isRequired}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      placeholder={placeholder}
      {...(name === undefined ? {} : { name })}
    >
      <Around {...field}>
        <AriaButton className="input select">
          <SelectValue>
            {({ selectedText, isPlaceholder }) => (isPlaceholder ? placeholder : selectedText)}
          </SelectValue>
          <span aria-hidden="true" className="caret" />
        </AriaButton>
      </Around>
      <Popover className="popover">
        <ListBox className="list" items={choices}>
          {({ id, label, detail }) => (
            <ListBoxItem id={id} textValue={label} className="option">
              <Text slot="label">{label}</Text>
              {detail !== undefined && (
                <Text slot="description" className="hint">
                  {detail}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export function Checkbox({
  children,
  value,
  onChange,
  isDisabled = false,
  isReadOnly = false,
  isIndeterminate = false,
}: {
  readonly children: ReactNode;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly isDisabled?: boolean;
  /** As while a change is on its way: it keeps the focus. */
  readonly isReadOnly?: boolean;
  readonly isIndeterminate?: boolean;
}) {
  return (
    <AriaCheckbox
      className="checkbox"
      isSelected={value}
      onChange={onChange}
      isDisabled={isDisabled}
      isReadOnly={isReadOnly}
      isIndeterminate={isIndeterminate}
    >
      <span className="box" aria-hidden="true" />
      {children}
    </AriaCheckbox>
  );
}

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
  readonly isDanger?: boolean | undefined;
}

export function ActionMenu({
  label,
  actions,
}: {
  readonly label: ReactNode;
  readonly actions: readonly MenuAction[];
}) {
  return (
    <MenuTrigger>
      <Button>
        {label} <span aria-hidden="true" className="caret" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="list"
          items={actions}
          onAction={(key) => actions.find(({ id }) => id === key)?.run()}
        >
          {({ id, label: words, isDanger }) => (
            <MenuItem id={id} className={isDanger === true ? 'option bad' : 'option'}>
              {words}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** A dialog that is there while it is rendered. Escape and a press beside it close it, unless something was written in it. */
export function Overlay({
  title,
  onClose,
  size = 'medium',
  closeLabel,
  isWrittenIn = false,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: 'medium' | 'large';
  readonly closeLabel: string;
  /** What was written would be lost by a slip: only its own button closes it then. */
  readonly isWrittenIn?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={!isWrittenIn}
      isKeyboardDismissDisabled={isWrittenIn}
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <Modal className={`modal ${size}`}>
        <Dialog className="dialog">
          <header>
            <Heading slot="title">{title}</Heading>
            <Button look="plain" aria-label={closeLabel} onPress={onClose}>
              ✕
            </Button>
          </header>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Told to everybody, also to who listens to the page: what was done, or why it was not. */
export function useNotice() {
  const [notice, setNotice] = useState<{ readonly words: string; readonly isBad: boolean }>();
  return {
    tell: (words: string) => setNotice({ words, isBad: false }),
    warn: (words: string) => setNotice({ words, isBad: true }),
    clear: () => setNotice(undefined),
    view: (
      <p
        role={notice?.isBad === true ? 'alert' : 'status'}
        className={notice?.isBad === true ? 'note bad' : 'note good'}
      >
        {notice?.words}
      </p>
    ),
  };
}
