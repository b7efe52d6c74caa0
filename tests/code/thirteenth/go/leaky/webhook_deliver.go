package webhook

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

type Deliverer struct {
	HTTP    *http.Client // Timeout set by the caller, shared
	Backoff []time.Duration
}

// Deliver posts the event to the customer's endpoint, again and again on 5xx and 429.
func (d *Deliverer) Deliver(ctx context.Context, url string, event []byte) error {
	var status string
	for attempt := 0; attempt <= len(d.Backoff); attempt++ {
		if attempt > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(d.Backoff[attempt-1]):
			}
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(event))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/cloudevents+json")
		res, err := d.HTTP.Do(req)
		if err != nil {
			status = err.Error()
			continue
		}
		if res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500 {
			status = res.Status
			continue
		}
		io.Copy(io.Discard, io.LimitReader(res.Body, 32<<10))
		res.Body.Close()
		if res.StatusCode >= 300 {
			return fmt.Errorf("webhook: endpoint said %s", res.Status)
		}
		return nil
	}
	return fmt.Errorf("webhook: gave up: %s", status)
}
