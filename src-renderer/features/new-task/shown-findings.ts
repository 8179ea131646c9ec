import { type ComputedRef, type Ref, computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { formatCount } from '../../ui/format.ts'
import type { Finding } from './draft.ts'
import { asSentence, sentenceKey } from './finding-words.ts'

export interface ShownFindings {
  /** Fields that the person has been in: an empty dialog is not full of errors. */
  left: Ref<Set<Finding['field']>>
  /** What is wrong with a field as a whole. */
  errorAt: (field: Finding['field']) => string | undefined
  /** What is wrong with rows of the environment, by their index. */
  rowErrors: ComputedRef<ReadonlyMap<number, string>>
  /** Of the command, which may be submitted all the same. */
  warning: ComputedRef<string | undefined>
  /** All errors in one text, for screen readers. */
  announced: ComputedRef<string>
}

/** What is found wrong with a draft as sentences, each where it belongs. */
export function useShownFindings(
  findings: Readonly<Ref<readonly Finding[]>>,
  warnings: Readonly<Ref<readonly Finding[]>>,
): ShownFindings {
  const { t } = useI18n()
  const left = ref(new Set<Finding['field']>())
  const labels: Record<Finding['field'], string> = {
    command: t('newTask.command'),
    module: t('newTask.module'),
    function: t('newTask.function'),
    arguments: t('newTask.functionArguments'),
    folder: t('newTask.folder'),
    name: t('newTask.name'),
    environment: t('newTask.environment'),
    times: t('newTask.times'),
    other: '',
  }

  function say(finding: Finding): string {
    const key = sentenceKey(finding)
    if (key === undefined) return asSentence(finding.message ?? finding.code, labels[finding.field])
    return t(key, { bound: finding.bound === undefined ? '' : formatCount(Number(finding.bound)) })
  }

  function isShown({ field, code }: Finding): boolean {
    return left.value.has(field) || (code !== 'blank' && code !== 'unfilled-secret')
  }
  const shown = computed(() => findings.value.filter(isShown))

  return {
    left,
    errorAt(field) {
      const finding = shown.value.find((one) => one.field === field && one.row === undefined)
      return finding && say(finding)
    },
    rowErrors: computed(() => {
      const errors = new Map<number, string>()
      for (const finding of shown.value) {
        if (finding.row !== undefined && !errors.has(finding.row)) errors.set(finding.row, say(finding))
      }
      return errors
    }),
    warning: computed(() => {
      const first = warnings.value.find(({ field }) => field === 'command')
      return first && say(first)
    }),
    announced: computed(() => shown.value.map((finding) => `${labels[finding.field]}: ${say(finding)}`).join(' ')),
  }
}
