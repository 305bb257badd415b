// Package pipeline runs the stages in order.
//
// It takes articles and gives annotated documents. Annotate is pure: one article
// in, one document out. Run does many in parallel and keeps their order. Reading
// and storing are left to corpus and internal/archive.
package pipeline
