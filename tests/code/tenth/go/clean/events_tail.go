package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"
)

// A stream may be open for hours: no overall client timeout, but headers have
// to come soon and the watchdog hangs up when the pings stop.
var client = &http.Client{
	Transport: &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 20 * time.Second}).DialContext,
		ResponseHeaderTimeout: 10 * time.Second,
		TLSHandshakeTimeout:   5 * time.Second,
	},
}

type stream struct {
	io.Reader
	body   io.Closer
	cancel context.CancelFunc
	dog    *time.Timer
}

func (s *stream) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.dog.Reset(45 * time.Second)
	return n, err
}

func (s *stream) Close() error {
	s.dog.Stop()
	s.cancel()
	return s.body.Close()
}

func open(ctx context.Context, url, lastID string) (*stream, error) {
	ctx, cancel := context.WithCancel(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	req.Header.Set("Accept", "text/event-stream")
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := client.Do(req)
	if err != nil {
		cancel()
		return nil, err
	}
	if resp.StatusCode != 200 {
		resp.Body.Close()
		cancel()
		return nil, fmt.Errorf("events: %s", resp.Status)
	}
	return &stream{resp.Body, resp.Body, cancel, time.AfterFunc(45*time.Second, cancel)}, nil
}

func follow(ctx context.Context, url string, last *string) error {
	s, err := open(ctx, url, *last)
	if err != nil {
		return err
	}
	defer s.Close()
	sc := bufio.NewScanner(s)
	for sc.Scan() {
		switch k, v, _ := strings.Cut(sc.Text(), ":"); k {
		case "id":
			*last = strings.TrimSpace(v)
		case "data":
			fmt.Println(strings.TrimSpace(v))
		}
	}
	return sc.Err()
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var last string
	for ctx.Err() == nil {
		if err := follow(ctx, os.Args[1], &last); err != nil {
			log.Print(err)
		}
		select {
		case <-time.After(2 * time.Second):
		case <-ctx.Done():
		}
	}
}
