package sessiond

import (
	"fmt"
	"log"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"
)

// Runner starts one jailed shell helper per operator connection. The helper
// gets the socket as fd 3 and talks to the operator on its own.
type Runner struct {
	Helper string
	Jail   string
	Max    time.Duration

	mu   sync.Mutex
	pids map[int]string
}

func (r *Runner) note(pid int, operator string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pids == nil {
		r.pids = map[int]string{}
	}
	r.pids[pid] = operator
}

func (r *Runner) done(pid int) {
	r.mu.Lock()
	delete(r.pids, pid)
	r.mu.Unlock()
}

func (r *Runner) start(c *net.TCPConn, operator string) error {
	f, err := c.File()
	if err != nil {
		return fmt.Errorf("dup socket: %w", err)
	}

	cmd := exec.Command(r.Helper, "--jail", r.Jail, "--operator", operator)
	cmd.ExtraFiles = []*os.File{f}
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "SESSION_FD=3")
	if err := cmd.Start(); err != nil {
		f.Close()
		return fmt.Errorf("helper: %w", err)
	}

	kill := time.AfterFunc(r.Max, func() { _ = cmd.Process.Kill() })
	r.note(cmd.Process.Pid, operator)
	go func() {
		err := cmd.Wait()
		kill.Stop()
		r.done(cmd.Process.Pid)
		log.Printf("helper pid=%d operator=%s done: %v", cmd.Process.Pid, operator, err)
	}()
	return nil
}

func (r *Runner) Handle(c *net.TCPConn) {
	// the child works on its own duplicate
	defer c.Close()
	op, err := peerOperator(c)
	if err != nil {
		log.Printf("%s: %v", c.RemoteAddr(), err)
		return
	}
	if err := r.start(c, op); err != nil {
		log.Printf("%s: %v", c.RemoteAddr(), err)
	}
}

func peerOperator(c *net.TCPConn) (string, error) {
	names, err := net.LookupAddr(c.RemoteAddr().(*net.TCPAddr).IP.String())
	if err != nil {
		return "", err
	}
	if len(names) == 0 {
		return "", fmt.Errorf("no name for %s", c.RemoteAddr())
	}
	return names[0], nil
}
