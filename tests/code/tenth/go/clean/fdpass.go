package handoff

import (
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// Give passes an accepted client on to the worker process listening on the
// unix socket path. The client is closed on this side in every case: either
// the worker has its own descriptor by then or nobody wants it.
func Give(path string, client *net.TCPConn, note []byte) error {
	defer client.Close()

	f, err := client.File()
	if err != nil {
		return fmt.Errorf("handoff: %w", err)
	}
	defer f.Close()

	uc, err := dialWorker(path)
	if err != nil {
		return err
	}
	defer uc.Close()

	_ = uc.SetDeadline(time.Now().Add(2 * time.Second))
	if len(note) == 0 {
		note = []byte{'-'}
	}
	n, oob, err := uc.WriteMsgUnix(note, syscall.UnixRights(int(f.Fd())), nil)
	switch {
	case err != nil:
		return fmt.Errorf("handoff: send: %w", err)
	case n != len(note) || oob == 0:
		return fmt.Errorf("handoff: short message, %d of %d", n, len(note))
	}
	var ack [1]byte
	if _, err := uc.Read(ack[:]); err != nil {
		return fmt.Errorf("handoff: ack: %w", err)
	}
	if ack[0] != '+' {
		return fmt.Errorf("handoff: worker refused")
	}
	return nil
}

func dialWorker(path string) (*net.UnixConn, error) {
	for i := 0; ; i++ {
		c, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
		if err == nil {
			return c, nil
		}
		if i == 4 {
			return nil, err
		}
		time.Sleep(50 * time.Millisecond << uint(i))
	}
}

// Take is the worker's half.
func Take(oob []byte) (net.Conn, error) {
	msgs, err := syscall.ParseSocketControlMessage(oob)
	if err != nil || len(msgs) != 1 {
		return nil, fmt.Errorf("handoff: control message: %v", err)
	}
	fds, err := syscall.ParseUnixRights(&msgs[0])
	if err != nil || len(fds) == 0 {
		return nil, fmt.Errorf("handoff: no descriptor: %v", err)
	}
	for _, extra := range fds[1:] {
		syscall.Close(extra)
	}
	f := os.NewFile(uintptr(fds[0]), "client")
	defer f.Close() // FileConn works on a copy
	return net.FileConn(f)
}
