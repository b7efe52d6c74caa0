package probe

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

type Result struct {
	URL    string
	Status int
	Took   time.Duration
}

var client = &http.Client{Timeout: 10 * time.Second}

func Check(ctx context.Context, url string) (Result, error) {
	start := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Result{}, fmt.Errorf("probe %s: %w", url, err)
	}
	req.Header.Set("User-Agent", "probe/1.4")
	resp, err := client.Do(req)
	if err != nil {
		return Result{}, fmt.Errorf("probe %s: %w", url, err)
	}
	return Result{URL: url, Status: resp.StatusCode, Took: time.Since(start)}, nil
}

func CheckAll(ctx context.Context, urls []string) []Result {
	out := make([]Result, 0, len(urls))
	for _, u := range urls {
		r, err := Check(ctx, u)
		if err != nil {
			r = Result{URL: u}
		}
		out = append(out, r)
	}
	return out
}
