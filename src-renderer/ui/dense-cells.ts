import { type Slots, type VNode, defineComponent, h } from 'vue'
import type { DenseColumn } from './dense-table.ts'

interface Props {
  row: unknown
  /** Read by nobody: a changed one makes these cells draw again, since the row itself may be raw. */
  version: number
  level: number
  isExpanded: boolean | undefined
  columns: readonly DenseColumn[]
  /** The table's own slots, handed through as an object: forwarded slots would draw every row at each tick. */
  cells: Slots
  toggleLabel: string
}

/** The cells of one row. A component of its own, so that only rows that changed are drawn. */
export const DenseCells = defineComponent(
  (props: Props, { emit }: { emit: (event: 'toggle') => void }) => {
    const toggle = (): VNode =>
      h(
        'button',
        {
          type: 'button',
          tabindex: -1,
          'aria-label': props.toggleLabel,
          class: ['dense-toggle', props.isExpanded && 'is-open'],
          onMousedown: (event: MouseEvent) => {
            event.stopPropagation()
            event.preventDefault()
          },
          onDblclick: (event: MouseEvent) => event.stopPropagation(),
          onClick: (event: MouseEvent) => {
            event.stopPropagation()
            emit('toggle')
          },
        },
        h('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, h('path', { d: 'M6 3.5 10.5 8 6 12.5' })),
      )

    function cell(column: DenseColumn): VNode {
      const content = props.cells[`cell-${column.id}`]?.({ row: props.row })
      if (!column.isTree)
        return h('span', { key: column.id, role: 'gridcell', class: ['dense-cell', column.align && 'is-end'] }, content)
      return h(
        'span',
        {
          key: column.id,
          role: 'gridcell',
          class: 'dense-cell is-tree',
          style: { paddingInlineStart: `${String(props.level * 16 - 10)}px` },
        },
        [props.isExpanded === undefined ? h('span', { class: 'dense-toggle' }) : toggle(), content],
      )
    }

    return () => props.columns.map(cell)
  },
  {
    name: 'DenseCells',
    props: ['row', 'version', 'level', 'isExpanded', 'columns', 'cells', 'toggleLabel'],
    emits: ['toggle'],
  },
)
