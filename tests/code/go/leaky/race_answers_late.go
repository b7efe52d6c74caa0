package mirror

import (
	"context"
	"net/http"
)

type answer struct {
	resp *http.Response
	err  error
}

// First asks all mirrors and takes whichever is quickest.
func First(ctx context.Context, c *http.Client, urls []string) (*http.Response, error) {
	out := make(chan answer, len(urls))
	for _, u := range urls {
		u := u
		go func() {
			req, err := http.NewRequestWithContext(ctx, "GET", u, nil)
			if err != nil {
				out <- answer{nil, err}
				return
			}
			resp, err := c.Do(req)
			out <- answer{resp, err}
		}()
	}
	var last error
	for i := 0; i < len(urls); i++ {
		a := <-out
		if a.err == nil {
			return a.resp, nil // expect: close-wait-leak
		}
		last = a.err
	}
	return nil, last
}
