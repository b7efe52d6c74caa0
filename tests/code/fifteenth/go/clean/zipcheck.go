package zipcheck

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

type Checker struct {
	base string
	hc   *http.Client
}

func NewChecker(base string) *Checker {
	tr := http.DefaultTransport.(*http.Transport).Clone()
	tr.MaxIdleConnsPerHost = 8
	tr.MaxConnsPerHost = 8
	return &Checker{base: base, hc: &http.Client{Transport: tr, Timeout: 6 * time.Second}}
}

func (c *Checker) valid(ctx context.Context, zip string) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", c.base+"?zip="+url.QueryEscape(zip), nil)
	if err != nil {
		return false, err
	}
	resp, err := c.hc.Do(req)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		return false, fmt.Errorf("zip %s: %s", zip, resp.Status)
	}
	var a struct{ Valid bool }
	err = json.NewDecoder(resp.Body).Decode(&a)
	return a.Valid, err
}

// All checks the customer file with eight lookups at a time.
func (c *Checker) All(ctx context.Context, zips []string) (bad []string) {
	var (
		wg sync.WaitGroup
		mu sync.Mutex
		in = make(chan string)
	)
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for z := range in {
				if ok, err := c.valid(ctx, z); err != nil || !ok {
					mu.Lock()
					bad = append(bad, z)
					mu.Unlock()
				}
			}
		}()
	}
	for _, z := range zips {
		in <- z
	}
	close(in)
	wg.Wait()
	return bad
}
