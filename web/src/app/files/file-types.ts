/** What of the API's types the pages of files use, under one roof. */
export type {
  ChannelList,
  ConsentTerms,
  CsvSettings,
  ExportRequest,
  FileFault,
  ImportReport,
  ImportSeries,
  Job,
  SeriesProposal,
} from '../api/types';
export type { ProblemField } from '../api/problem';
