package fx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

type temporary struct{ error }

// attempt makes one request and leaves nothing open.
func attempt(ctx context.Context, c *http.Client, url string) (rate float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, temporary{err}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	resp.Body.Close()
	if err != nil {
		return 0, temporary{err}
	}
	if resp.StatusCode >= 500 {
		return 0, temporary{fmt.Errorf("fx: %s", resp.Status)}
	}
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("fx: %s", resp.Status)
	}
	return strconv.ParseFloat(strings.TrimSpace(string(body)), 64)
}

type Rates struct {
	Client *http.Client
	URL    string // with %s for the pair
}

func (r *Rates) Rate(ctx context.Context, pair string) (float64, error) {
	back := []time.Duration{200 * time.Millisecond, time.Second, 3 * time.Second}
	for i := 0; ; i++ {
		rate, err := attempt(ctx, r.Client, fmt.Sprintf(r.URL, pair))
		var t temporary
		if err == nil || !errors.As(err, &t) || i == len(back) {
			return rate, err
		}
		select {
		case <-time.After(back[i]):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
