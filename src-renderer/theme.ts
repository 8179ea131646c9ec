// The one place where Nuxt UI is made dense. Read by electron.config.ts; it becomes JSON, so there are no functions here.
// Sizes: controls 28 px, menus 26 px, text 13 px, radius 5 px.
const item = 'px-2 py-1 text-[13px]/[18px] gap-2 items-center'
const icon = 'size-4'
const field = 'h-7 px-2 py-0 text-[13px]/[18px] md:text-[13px]/[18px] gap-1.5'

import type { NuxtUIOptions } from '@nuxt/ui/unplugin'

export const density: Pick<NuxtUIOptions, 'theme' | 'ui'> = {
  theme: {
    colors: ['primary', 'success', 'warning', 'error'],
    defaultVariants: { size: 'sm' as const },
  },
  ui: {
    colors: { primary: 'blue', neutral: 'zinc', success: 'emerald', warning: 'amber', error: 'red' } as const,
    button: {
      slots: { base: 'font-normal rounded-[5px] disabled:opacity-40 aria-disabled:opacity-40' },
      variants: {
        size: { sm: { base: 'h-7 px-2.5 py-0 text-[13px]/[18px] gap-1.5', leadingIcon: icon, trailingIcon: icon } },
      },
      compoundVariants: [
        { size: 'sm' as const, square: true, class: 'w-7 p-0 justify-center' },
        {
          color: 'primary' as const,
          variant: 'solid' as const,
          class: 'bg-(--app-accent-solid) hover:bg-(--app-accent-hover) active:bg-(--app-accent-hover) text-white',
        },
      ],
    },
    input: {
      slots: { base: 'rounded-[5px]' },
      variants: { size: { sm: { base: field, leading: 'ps-2', trailing: 'pe-1', leadingIcon: icon } } },
      compoundVariants: [{ leading: true, size: 'sm' as const, class: 'ps-7' }],
    },
    textarea: {
      slots: { base: 'rounded-[5px]' },
      variants: { size: { sm: { base: 'px-2 py-1 text-[13px]/[18px] md:text-[13px]/[18px]' } } },
    },
    select: {
      slots: { base: 'rounded-[5px]', item: 'before:rounded-[4px]' },
      variants: { size: { sm: { base: field, item, trailing: 'pe-2', trailingIcon: icon } } },
    },
    formField: {
      slots: { error: 'mt-1 text-xs', help: 'mt-1 text-xs', label: 'font-normal text-toned' },
      variants: { size: { sm: { root: 'text-[13px]/[18px]' } } },
    },
    contextMenu: {
      slots: {
        content: 'min-w-52 rounded-lg shadow-[0_8px_28px_rgb(0_0_0/.18)]',
        item: 'before:rounded-[5px]',
        group: 'p-1',
      },
      variants: { size: { sm: { item, itemLeadingIcon: icon, itemTrailingKbds: 'gap-0.5' } } },
    },
    dropdownMenu: {
      slots: {
        content: 'min-w-40 rounded-lg shadow-[0_8px_28px_rgb(0_0_0/.18)]',
        item: 'before:rounded-[5px]',
        group: 'p-1',
      },
      variants: { size: { sm: { item, itemLeadingIcon: icon } } },
    },
    modal: {
      slots: {
        content: 'rounded-[10px] divide-y-0 shadow-[0_16px_48px_rgb(0_0_0/.28)]',
        header: 'px-4 sm:px-4 pt-3.5 pb-1 min-h-0',
        body: 'px-4 sm:px-4 py-3 sm:py-3',
        footer: 'px-4 sm:px-4 pt-2 pb-4 justify-end gap-2',
        title: 'text-[14px]/5',
        close: 'top-2.5 end-2.5',
      },
      // a slot class loses to the component's own variant class: override the variant itself
      variants: { overlay: { true: { overlay: 'bg-black/20 dark:bg-black/50' } } },
    },
    tooltip: { slots: { content: 'h-6 px-2 rounded-[5px]' } },
    kbd: { base: 'normal-case font-normal' },
    splitter: {
      variants: {
        orientation: {
          vertical: {
            handle:
              'h-px bg-(--ui-border) after:absolute after:inset-x-0 after:-inset-y-[3px] after:z-20 hover:bg-primary data-[resize-handle-state=drag]:bg-primary',
          },
        },
      },
    },
  },
}
