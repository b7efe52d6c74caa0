package tiles

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
)

var ErrMissing = errors.New("tile not rendered")

var client = &http.Client{
	Timeout: 30 * time.Second,
	Transport: &http.Transport{
		MaxConnsPerHost:     6,
		MaxIdleConnsPerHost: 6,
		IdleConnTimeout:     45 * time.Second,
	},
}

func one(ctx context.Context, url, dst string) (err error) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() {
		// an unread rest would cost us the connection
		io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
		res.Body.Close()
	}()
	if res.StatusCode == http.StatusNotFound {
		return ErrMissing
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	f, err := os.Create(dst)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	_, err = io.Copy(f, res.Body)
	return err
}

// Region downloads the tiles of one zoom level for the offline hiking maps.
func Region(ctx context.Context, base, dir string, z, x0, y0, x1, y1 int) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(6)
	for x := x0; x <= x1; x++ {
		for y := y0; y <= y1; y++ {
			x, y := x, y
			g.Go(func() error {
				name := fmt.Sprintf("%d-%d-%d.png", z, x, y)
				err := one(ctx, fmt.Sprintf("%s/%d/%d/%d.png", base, z, x, y), filepath.Join(dir, name))
				if errors.Is(err, ErrMissing) {
					return nil
				}
				return err
			})
		}
	}
	return g.Wait()
}
