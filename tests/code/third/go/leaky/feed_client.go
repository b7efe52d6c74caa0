package quotes

import (
	"bufio"
	"log"
	"net"
	"time"
)

type Client struct {
	Addr    string
	Handler func([]byte)
}

func (c *Client) session() error {
	d := net.Dialer{Timeout: 5 * time.Second, KeepAlive: -1}
	conn, err := d.Dial("tcp", c.Addr)
	if err != nil {
		return err
	}
	defer conn.Close()

	if _, err := conn.Write([]byte("SUBSCRIBE *\n")); err != nil {
		return err
	}
	r := bufio.NewReaderSize(conn, 1<<16)
	for {
		msg, err := r.ReadBytes('\n')
		if err != nil {
			return err
		}
		c.Handler(msg)
	}
}

func (c *Client) Run() {
	for {
		if err := c.session(); err != nil {
			log.Printf("feed: %v, reconnecting", err)
		}
		time.Sleep(time.Second)
	}
}
