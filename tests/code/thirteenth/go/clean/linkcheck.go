package linkcheck

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

type Finding struct {
	URL    string
	Status int
	Err    error
}

// Checker looks at the outgoing links of the knowledge base. One transport for everything.
type Checker struct {
	client  *http.Client
	workers int
}

func NewChecker(workers int) *Checker {
	return &Checker{
		workers: workers,
		client: &http.Client{
			Timeout: 15 * time.Second,
			Transport: &http.Transport{
				MaxIdleConns:        100,
				MaxIdleConnsPerHost: 4,
				MaxConnsPerHost:     4,
				IdleConnTimeout:     60 * time.Second,
				TLSHandshakeTimeout: 5 * time.Second,
			},
		},
	}
}

func (c *Checker) check(ctx context.Context, url string) Finding {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Finding{URL: url, Err: err}
	}
	req.Header.Set("User-Agent", "kb-linkcheck/2")
	resp, err := c.client.Do(req)
	if err != nil {
		return Finding{URL: url, Err: err}
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, 256<<10))
	return Finding{URL: url, Status: resp.StatusCode, Err: err}
}

func (c *Checker) Run(ctx context.Context, urls []string) []Finding {
	in := make(chan string)
	var (
		mu  sync.Mutex
		bad []Finding
		wg  sync.WaitGroup
	)
	for i := 0; i < c.workers; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for u := range in {
				if f := c.check(ctx, u); f.Err != nil || f.Status >= 400 {
					mu.Lock()
					bad = append(bad, f)
					mu.Unlock()
				}
			}
		}()
	}
	for _, u := range urls {
		in <- u
	}
	close(in)
	wg.Wait()
	return bad
}
