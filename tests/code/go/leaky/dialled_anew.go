package shards

import (
	"fmt"
	"io"
	"net"
	"time"
)

func dial(n int) (net.Conn, error) {
	c, err := net.DialTimeout("tcp", fmt.Sprintf("shard%d:4100", n), 3*time.Second)
	if err != nil {
		return nil, err
	}
	return c, nil
}

func Put(n int, line string) error {
	c, err := dial(n)
	if err != nil {
		return err
	}
	c.SetDeadline(time.Now().Add(time.Second))
	if _, err := io.WriteString(c, line); err != nil {
		return err // expect: close-wait-leak
	}
	return c.Close()
}
