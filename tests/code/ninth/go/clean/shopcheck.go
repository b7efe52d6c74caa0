package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"
)

// shopcheck - are the 9000 tenant shops up? Runs from cron.

func check(ctx context.Context, c *http.Client, host string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, "https://"+host+"/", nil)
	if err != nil {
		return 0, err
	}
	res, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	return res.StatusCode, nil
}

func run(in io.Reader, out io.Writer) error {
	client := &http.Client{
		Timeout: 15 * time.Second,
		Transport: &http.Transport{
			MaxIdleConns:        32,
			IdleConnTimeout:     5 * time.Second,
			TLSHandshakeTimeout: 5 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()

	g, ctx := errgroup.WithContext(context.Background())
	g.SetLimit(50)
	lines := make(chan string, 100)
	printed := make(chan struct{})
	go func() {
		defer close(printed)
		for l := range lines {
			fmt.Fprintln(out, l)
		}
	}()

	sc := bufio.NewScanner(in)
	for sc.Scan() {
		host := sc.Text()
		g.Go(func() error {
			code, err := check(ctx, client, host)
			switch {
			case err != nil:
				lines <- fmt.Sprintf("DOWN %s %v", host, err)
			case code >= 500:
				lines <- fmt.Sprintf("SICK %s %d", host, code)
			}
			return nil
		})
	}
	err := g.Wait()
	close(lines)
	<-printed
	if err == nil {
		err = sc.Err()
	}
	return err
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "shopcheck:", err)
		os.Exit(1)
	}
}
