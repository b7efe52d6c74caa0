package feed

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

func fetchOne(ctx context.Context, url string, out any) error {
	tr := &http.Transport{DisableKeepAlives: true}
	hc := &http.Client{Transport: tr, Timeout: 4 * time.Second}
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return err
	}
	resp, err := hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(out)
}

// Poll asks the quote service for every symbol, round and round.
func Poll(ctx context.Context, base string, symbols []string, sink chan<- Quote) error {
	for ctx.Err() == nil {
		for _, s := range symbols {
			var q Quote
			if err := fetchOne(ctx, base+"/quote/"+s, &q); err != nil {
				return err
			}
			select {
			case sink <- q:
			case <-ctx.Done():
			}
		}
	}
	return ctx.Err()
}
