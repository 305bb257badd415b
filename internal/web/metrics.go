package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics tells.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	rejected *prometheus.CounterVec
	running  prometheus.Gauge
}

// buckets of answer times, in seconds; the promise is 0.15.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .15, .25, .5, 1, 2.5, 5, 10}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "derek_http_requests_total", Help: "Requests answered."}, []string{"route", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "derek_http_request_seconds", Help: "Time to answer a request.", Buckets: buckets,
		}, []string{"route"}),
		rejected: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "derek_http_rejected_total", Help: "Requests refused because others were running (busy), or cut off (slow).",
		}, []string{"reason"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "derek_http_requests_running", Help: "Requests being answered."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.rejected, m.running,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, reason := range []string{"busy", "slow"} {
		m.rejected.WithLabelValues(reason)
	}
	m.registry.MustRegister(archiveCollector{s})
	return m
}

// measure counts and times what a handler answers. The route is the pattern of the mux,
// so that addresses, which are endless, are not kept.
func (m *metrics) measure(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, route := mux.Handler(r)
		if route == "" {
			route = "none"
		}
		start := time.Now() //nolint:forbidigo // a measure of effort, in no answer
		m.running.Inc()
		defer m.running.Dec()
		rec := &recorder{ResponseWriter: w}
		next.ServeHTTP(rec, r)
		m.seconds.WithLabelValues(route).Observe(time.Since(start).Seconds())
		m.requests.WithLabelValues(route, strconv.Itoa(max(rec.status, http.StatusOK))).Inc()
	})
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// A recorder notes the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController through.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// archiveCollector tells how large the archive is.
type archiveCollector struct{ *Server }

var (
	articlesMetric = prometheus.NewDesc("derek_archive_articles", "Articles of the archive.", nil, nil)
	pendingMetric  = prometheus.NewDesc("derek_archive_pending_changes", "Changes of articles that the posts do not show yet.", nil, nil)
)

// collectTime bounds what is asked of the archive for the metrics.
const collectTime = 2 * time.Second

// Describe implements prometheus.Collector.
func (c archiveCollector) Describe(out chan<- *prometheus.Desc) {
	out <- articlesMetric
	out <- pendingMetric
}

// Collect implements prometheus.Collector.
func (c archiveCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), collectTime)
	defer cancel()
	health, err := c.desk.Health(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(articlesMetric, err)
		return
	}
	out <- prometheus.MustNewConstMetric(articlesMetric, prometheus.GaugeValue, float64(health.Articles))
	out <- prometheus.MustNewConstMetric(pendingMetric, prometheus.GaugeValue, float64(health.Pending))
}
