package survey

import (
	"bufio"
	"context"
	"net"
	"strings"
	"sync"
	"time"
)

type Banner struct {
	Host string
	Text string
	Err  error
}

// SSHBanners collects the server versions of our own fleet, `width` hosts at a time.
func SSHBanners(ctx context.Context, hosts []string, width int) []Banner {
	in := make(chan int)
	out := make([]Banner, len(hosts))
	var wg sync.WaitGroup
	for w := 0; w < width; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range in {
				out[i] = one(ctx, hosts[i])
			}
		}()
	}
feed:
	for i := range hosts {
		select {
		case in <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(in)
	wg.Wait()
	return out
}

func one(ctx context.Context, host string) Banner {
	d := net.Dialer{Timeout: 3 * time.Second}
	c, err := d.DialContext(ctx, "tcp", net.JoinHostPort(host, "22"))
	if err != nil {
		return Banner{Host: host, Err: err}
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(3 * time.Second))
	line, err := bufio.NewReaderSize(c, 512).ReadString('\n')
	return Banner{Host: host, Text: strings.TrimSpace(line), Err: err}
}
