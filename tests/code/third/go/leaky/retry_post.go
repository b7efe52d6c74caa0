package webhook

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"
)

type Sender struct {
	HTTP    *http.Client
	Retries int
}

func (s *Sender) Send(ctx context.Context, url string, payload []byte) error {
	backoff := 200 * time.Millisecond
	var lastErr error
	for i := 0; i <= s.Retries; i++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(payload))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := s.HTTP.Do(req)
		if err != nil {
			lastErr = err
		} else if res.StatusCode >= 500 {
			lastErr = fmt.Errorf("webhook: %s", res.Status)
		} else {
			res.Body.Close()
			if res.StatusCode >= 400 {
				return fmt.Errorf("webhook rejected: %s", res.Status)
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(backoff):
			backoff *= 2
		}
	}
	return lastErr
}
