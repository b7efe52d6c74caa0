package main

import (
	"context"
	"net"
)

func watch(ctx context.Context, c net.Conn, in <-chan []byte) {
	defer c.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case b, ok := <-in:
			if !ok {
				return
			}
			if _, err := c.Write(b); err != nil {
				return
			}
		}
	}
}
