package handoff

import (
	"fmt"
	"net"
	"syscall"
	"time"
)

// handoff gives live connections to the successor process during an upgrade
// of the dispatch radio server, via SCM_RIGHTS over a unix socket.

type Sender struct {
	uc *net.UnixConn
}

func Connect(path string) (*Sender, error) {
	uc, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	uc.SetDeadline(time.Now().Add(30 * time.Second))
	return &Sender{uc: uc}, nil
}

func (s *Sender) Close() error { return s.uc.Close() }

// Give passes tc on. tc is closed here in every case.
func (s *Sender) Give(tc *net.TCPConn, state []byte) error {
	defer tc.Close()
	f, err := tc.File()
	if err != nil {
		return fmt.Errorf("handoff: dup: %w", err)
	}
	rights := syscall.UnixRights(int(f.Fd()))
	n, oobn, err := s.uc.WriteMsgUnix(state, rights, nil)
	if err != nil {
		f.Close()
		return fmt.Errorf("handoff: sendmsg: %w", err)
	}
	if n != len(state) || oobn != len(rights) {
		return fmt.Errorf("handoff: short message %d/%d", n, oobn)
	}
	return f.Close()
}
