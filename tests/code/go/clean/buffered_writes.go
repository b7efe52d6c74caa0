package main

import (
	"bufio"
	"net"
)

func send(c net.Conn, lines []string) error {
	w := bufio.NewWriter(c)
	for _, l := range lines {
		if _, err := w.WriteString(l + "\n"); err != nil {
			return err
		}
	}
	return w.Flush()
}
