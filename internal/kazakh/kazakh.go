// Package kazakh knows the letters of Kazakh in its three scripts.
//
// It takes raw text or words as they were published and gives clean text with the
// way back to the original ([Normalize]), the script, language and Latin alphabet
// of a text ([DocumentScript], [Language], [DetectVariant]), readings of a word in
// lower-case Cyrillic ([Read], [Candidates]), spellings of a Cyrillic form in the
// other scripts ([Write]), the folding keys under which all spellings of a name meet
// ([Key], [LooseKey], [QueryKeys]) and the sounds that suffixes depend on ([Sounds]).
// Words, suffixes and what they mean are left to the lexicon and the pipeline.
//
// The rules are numbered after the project's language brief: R-1.x orthography,
// R-2.x scripts and keys, R-3.x sounds. All functions are pure and safe for
// concurrent use; none panics on any input.
package kazakh
