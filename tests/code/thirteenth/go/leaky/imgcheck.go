package catalog

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

type Result struct {
	SKU    string
	Status int
	Bytes  int64
}

func head(ctx context.Context, base, sku string) (Result, error) {
	client := &http.Client{
		Timeout:   10 * time.Second,
		Transport: &http.Transport{DisableKeepAlives: true},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/img/"+sku+"/main.webp", nil)
	if err != nil {
		return Result{}, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return Result{}, err
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	return Result{SKU: sku, Status: resp.StatusCode, Bytes: n}, err
}

// CheckAll looks whether all product pictures of the spring catalogue are there (some 60k).
func CheckAll(ctx context.Context, base string, skus []string) ([]Result, error) {
	var missing []Result
	for i, s := range skus {
		r, err := head(ctx, base, s)
		if err != nil {
			return missing, fmt.Errorf("%s (%d of %d): %w", s, i, len(skus), err)
		}
		if r.Status != http.StatusOK || r.Bytes < 1000 {
			missing = append(missing, r)
		}
	}
	return missing, nil
}
