package health

import (
	"context"
	"net"
	"sync"
	"time"
)

type Result struct {
	Addr string
	RTT  time.Duration
	Err  error
}

// TCPSweep connects once to each of the addresses.
func TCPSweep(ctx context.Context, addrs []string, par int) []Result {
	out := make([]Result, len(addrs))
	sem := make(chan struct{}, par)
	var wg sync.WaitGroup
	for i, a := range addrs {
		wg.Add(1)
		sem <- struct{}{}
		go func(i int, a string) {
			defer wg.Done()
			defer func() { <-sem }()
			out[i] = one(ctx, a)
		}(i, a)
	}
	wg.Wait()
	return out
}

func one(ctx context.Context, addr string) Result {
	d := net.Dialer{Timeout: 2 * time.Second}
	t0 := time.Now()
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return Result{Addr: addr, Err: err}
	}
	c.Close()
	return Result{Addr: addr, RTT: time.Since(t0)}
}
