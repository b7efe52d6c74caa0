package sitemap

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

type page struct {
	url  string
	body []byte
}

var client = &http.Client{
	Timeout: 30 * time.Second,
	Transport: &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		MaxIdleConnsPerHost: 12,
		MaxConnsPerHost:     12,
		IdleConnTimeout:     45 * time.Second,
	},
}

func open(ctx context.Context, url string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "museum-crawler/3 (it@museum.example)")
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 == 2 {
		return resp.Body, nil
	}
	discard(resp.Body)
	return nil, fmt.Errorf("%s: %s", url, resp.Status)
}

// discard reads a little so that the connection may be used again
func discard(rc io.ReadCloser) {
	_, _ = io.CopyN(io.Discard, rc, 16<<10)
	_ = rc.Close()
}

func retry(ctx context.Context, url string) (rc io.ReadCloser, err error) {
	for i := range 3 {
		if rc, err = open(ctx, url); err == nil {
			return rc, nil
		}
		select {
		case <-time.After(time.Duration(i+1) * time.Second):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, err
}

// Fetch reads all pages, at most twelve at a time; the first failure ends it.
func Fetch(ctx context.Context, urls []string) ([]page, error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(12)
	out := make([]page, len(urls))
	for i, u := range urls {
		g.Go(func() error {
			rc, err := retry(ctx, u)
			if err != nil {
				return err
			}
			defer discard(rc)
			b, err := io.ReadAll(io.LimitReader(rc, 4<<20))
			if err != nil {
				return fmt.Errorf("%s: %w", u, err)
			}
			out[i] = page{u, b}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return out, nil
}
