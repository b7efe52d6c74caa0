package labels

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"
)

// Dispatcher spreads incoming label jobs over the printers of a hall.
type Dispatcher struct {
	jobs chan net.Conn
	wg   sync.WaitGroup
}

func Start(printers []io.Writer) *Dispatcher {
	d := &Dispatcher{jobs: make(chan net.Conn, 32)}
	for i, p := range printers {
		d.wg.Add(1)
		go func(i int, p io.Writer) {
			defer d.wg.Done()
			for c := range d.jobs {
				if err := printOne(c, p); err != nil {
					log.Printf("printer %d: %v", i, err)
				}
			}
		}(i, p)
	}
	return d
}

func printOne(c net.Conn, p io.Writer) error {
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return err
	}
	zpl, err := io.ReadAll(io.LimitReader(c, 1<<20))
	if err != nil {
		return err
	}
	if _, err := p.Write(zpl); err != nil {
		return err
	}
	_, err = io.WriteString(c, "PRINTED\n")
	return err
}

func (d *Dispatcher) Serve(ctx context.Context, ln net.Listener) error {
	go func() { <-ctx.Done(); ln.Close() }()
	defer func() { close(d.jobs); d.wg.Wait() }()
	for {
		c, err := ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return ctx.Err()
			}
			log.Print("labels: ", err)
			time.Sleep(200 * time.Millisecond)
			continue
		}
		select {
		case d.jobs <- c:
		default:
			log.Printf("labels: all printers busy, %v sent away", c.RemoteAddr())
			c.Close()
		}
	}
}
