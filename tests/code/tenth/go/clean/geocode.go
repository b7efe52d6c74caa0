package geocode

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

var ErrNotFound = errors.New("geocode: no such address")

type retryable struct {
	status int
	after  time.Duration
}

func (r retryable) Error() string { return fmt.Sprintf("geocode: status %d", r.status) }

type Point struct{ Lat, Lon float64 }

var shared = &http.Client{Timeout: 12 * time.Second}

// finish throws the rest of a short body away so that the connection may be
// used again.
func finish(b io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, b, 32<<10)
	_ = b.Close()
}

func once(ctx context.Context, endpoint, q string) (Point, error) {
	var pt Point
	req, err := http.NewRequestWithContext(ctx, "GET", endpoint+"?q="+url.QueryEscape(q), nil)
	if err != nil {
		return pt, err
	}
	res, err := shared.Do(req)
	if err != nil {
		return pt, err
	}
	defer finish(res.Body)

	switch {
	case res.StatusCode == http.StatusNotFound:
		return pt, ErrNotFound
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode >= 500:
		sec, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return pt, retryable{res.StatusCode, time.Duration(sec) * time.Second}
	case res.StatusCode != http.StatusOK:
		return pt, fmt.Errorf("geocode: unexpected %s", res.Status)
	}
	err = json.NewDecoder(res.Body).Decode(&pt)
	return pt, err
}

// Lookup retries what is worth retrying, three times at most.
func Lookup(ctx context.Context, endpoint, q string) (Point, error) {
	wait := 250 * time.Millisecond
	for try := 1; ; try++ {
		pt, err := once(ctx, endpoint, q)
		var r retryable
		if err == nil || !errors.As(err, &r) || try == 3 {
			return pt, err
		}
		if r.after > wait {
			wait = r.after
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
			wait *= 2
		case <-ctx.Done():
			t.Stop()
			return pt, ctx.Err()
		}
	}
}
