package webhook

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"time"
)

type Deliverer struct {
	Client   *http.Client // has a timeout, set up in main
	Attempts int
}

// Deliver posts the event; 5xx and 429 are tried again.
func (d *Deliverer) Deliver(ctx context.Context, url string, event []byte, sig string) error {
	var last error
	wait := 500 * time.Millisecond

	for i := 0; i < d.Attempts; i++ {
		if i > 0 {
			jitter := time.Duration(rand.Int63n(int64(wait / 2)))
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(wait + jitter):
			}
			wait *= 2
		}
		req, err := http.NewRequestWithContext(ctx, "POST", url, bytes.NewReader(event))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Signature-256", sig)

		resp, err := d.Client.Do(req)
		if err != nil {
			last = err
			continue
		}
		if resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests {
			last = fmt.Errorf("attempt %d: %s", i+1, resp.Status)
			continue
		}
		io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
		resp.Body.Close()
		if resp.StatusCode >= 400 {
			return fmt.Errorf("receiver refused: %s", resp.Status)
		}
		return nil
	}
	return fmt.Errorf("gave up after %d attempts: %w", d.Attempts, last)
}
