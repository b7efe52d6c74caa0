package acs

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

type Result struct {
	Device netip.AddrPort
	Err    error
}

func requestConnect(ctx context.Context, dev netip.AddrPort) error {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", dev.String())
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := fmt.Fprintf(c, "GET /connreq HTTP/1.0\r\nHost: %s\r\n\r\n", dev.Addr()); err != nil {
		return err
	}
	buf := make([]byte, 64)
	n, err := c.Read(buf)
	if err != nil {
		return err
	}
	if n < 12 || string(buf[9:12]) != "200" {
		return fmt.Errorf("device answered %q", buf[:n])
	}
	return nil
}

// WakeAll asks all routers of the region to phone home (region "north": 140000).
func WakeAll(ctx context.Context, devices []netip.AddrPort) []Result {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	res := make([]Result, len(devices))
	var wg sync.WaitGroup
	for i, dev := range devices {
		wg.Add(1)
		go func(i int, dev netip.AddrPort) {
			defer wg.Done()
			res[i] = Result{dev, requestConnect(ctx, dev)}
		}(i, dev)
	}
	wg.Wait()
	return res
}
