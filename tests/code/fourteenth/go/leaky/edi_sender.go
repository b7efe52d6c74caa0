package edi

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// SendFile hands an EDIFACT interchange to the partner's VAN. The VAN has no
// acknowledgement on this level, CONTRL messages come back hours later.
func SendFile(van, path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()

	conn, err := net.DialTimeout("tcp", van, 15*time.Second)
	if err != nil {
		return 0, fmt.Errorf("van: %w", err)
	}
	defer conn.Close()
	tcp := conn.(*net.TCPConn)
	if err := tcp.SetLinger(0); err != nil {
		return 0, err
	}
	if err := conn.SetWriteDeadline(time.Now().Add(5 * time.Minute)); err != nil {
		return 0, err
	}
	n, err := io.Copy(conn, f)
	if err != nil {
		return n, fmt.Errorf("van: after %d bytes: %w", n, err)
	}
	fi, err := f.Stat()
	if err == nil && fi.Size() != n {
		return n, fmt.Errorf("van: %s changed during transfer", path)
	}
	return n, nil
}
