package artifacts

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Store reads build artifacts from the bucket's HTTP front end.
type Store struct {
	Base   string
	Client *http.Client
}

func NewStore(base string) *Store {
	return &Store{Base: base, Client: &http.Client{
		Transport: &http.Transport{
			DialContext:           (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
			MaxIdleConnsPerHost:   8,
			MaxConnsPerHost:       32,
			IdleConnTimeout:       50 * time.Second,
			ResponseHeaderTimeout: 15 * time.Second,
		},
		Timeout: 10 * time.Minute,
	}}
}

type unzipped struct {
	*gzip.Reader
	under io.Closer
}

func (u unzipped) Close() error {
	err := u.Reader.Close()
	if e := u.under.Close(); err == nil {
		err = e
	}
	return err
}

// Open gives the artifact as a stream; it is up to the caller to close it.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Base+"/"+key, nil)
	if err != nil {
		return nil, err
	}
	resp, err := s.Client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		b, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
		return nil, fmt.Errorf("artifact %s: %s %s", key, resp.Status, b)
	}
	if resp.Header.Get("Content-Type") != "application/gzip" {
		return resp.Body, nil
	}
	zr, err := gzip.NewReader(resp.Body)
	if err != nil {
		resp.Body.Close()
		return nil, fmt.Errorf("artifact %s: %w", key, err)
	}
	return unzipped{zr, resp.Body}, nil
}

// CopyTo is Open and io.Copy for the impatient.
func (s *Store) CopyTo(ctx context.Context, w io.Writer, key string) (int64, error) {
	rc, err := s.Open(ctx, key)
	if err != nil {
		return 0, err
	}
	defer rc.Close()
	return io.Copy(w, rc)
}
