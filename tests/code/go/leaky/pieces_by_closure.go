package tide

import (
	"fmt"
	"net"
	"strconv"
	"time"
)

type Gauge struct {
	Name   string
	Levels []float64
}

type Link struct {
	out net.Conn
}

func (l *Link) cell(v any) error {
	_, err := fmt.Fprintf(l.out, "%v\t", v) // expect: small-writes
	return err
}

// Table sends a line for each gauge, and each cell by itself.
func (l *Link) Table(gauges []Gauge) error {
	for _, g := range gauges {
		l.out.SetWriteDeadline(time.Now().Add(time.Minute))
		if err := l.cell(g.Name); err != nil {
			return err
		}
		for _, level := range g.Levels {
			if err := l.cell(level); err != nil {
				return err
			}
		}
		if _, err := l.out.Write([]byte("\n")); err != nil {
			return err
		}
	}
	return nil
}

func Report(addr string, gauges []Gauge) (err error) {
	conn, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	say := func(s string) {
		if err == nil {
			_, err = conn.Write([]byte(s)) // expect: small-writes
		}
	}
	for _, g := range gauges {
		conn.SetWriteDeadline(time.Now().Add(time.Minute))
		say(g.Name)
		for _, level := range g.Levels {
			say(" ")
			say(strconv.FormatFloat(level, 'f', 2, 64))
		}
		say("\n")
	}
	return err
}
