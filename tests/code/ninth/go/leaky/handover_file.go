package upgrade

import (
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"strconv"
)

// Long print streams move to a helper process, so that the main server can be
// restarted at any time. The helper gets the socket as fd 3.

type Helper struct {
	Path string
}

func (h *Helper) start(f *os.File, name string) (*exec.Cmd, error) {
	cmd := exec.Command(h.Path, "-stream", name, "-fd", strconv.Itoa(3))
	cmd.ExtraFiles = []*os.File{f}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("helper: %w", err)
	}
	return cmd, nil
}

// HandOver gives the client to a new helper process.
func (h *Helper) HandOver(c *net.TCPConn, name string) error {
	defer c.Close()

	f, err := c.File()
	if err != nil {
		return err
	}
	cmd, err := h.start(f, name)
	if err != nil {
		f.Close()
		return err
	}
	log.Printf("stream %s now in pid %d", name, cmd.Process.Pid)
	keep(name, cmd, f)
	return nil
}

var running = map[string]*stream{}

type stream struct {
	cmd  *exec.Cmd
	sock *os.File
}

func keep(name string, cmd *exec.Cmd, f *os.File) {
	running[name] = &stream{cmd, f}
	go func() {
		if err := cmd.Wait(); err != nil {
			log.Printf("helper %s: %v", name, err)
		}
	}()
}
