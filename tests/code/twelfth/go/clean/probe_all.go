package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

type result struct {
	host, banner string
	err          error
}

// banner connects, reads the greeting line and takes its leave as POP3 wants it.
func banner(ctx context.Context, host string) (string, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "110"))
	if err != nil {
		return "", err
	}
	defer c.Close()
	if dl, ok := ctx.Deadline(); ok {
		c.SetDeadline(dl)
	}
	rd := bufio.NewReaderSize(c, 256)
	line, err := rd.ReadString('\n')
	if err != nil {
		return "", err
	}
	if _, err := c.Write([]byte("QUIT\r\n")); err != nil {
		return "", err
	}
	_, err = io.Copy(io.Discard, rd) // "+OK bye", then they close
	return strings.TrimSpace(line), err
}

func main() {
	hosts := make(chan string)
	results := make(chan result)
	var wg sync.WaitGroup
	for i := 0; i < 16; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for h := range hosts {
				ctx, cancel := context.WithTimeout(context.Background(), 6*time.Second)
				b, err := banner(ctx, h)
				cancel()
				results <- result{h, b, err}
			}
		}()
	}
	go func() {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			if h := strings.TrimSpace(in.Text()); h != "" {
				hosts <- h
			}
		}
		close(hosts)
		wg.Wait()
		close(results)
	}()

	bad := 0
	for r := range results {
		if r.err != nil {
			bad++
			fmt.Printf("%-40s DOWN %v\n", r.host, r.err)
			continue
		}
		fmt.Printf("%-40s %s\n", r.host, r.banner)
	}
	if bad > 0 {
		os.Exit(1)
	}
}
