package upgrade

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"
)

// Respawn starts the new binary of the quotation server with the listening socket as fd 3,
// then waits until it says READY on fd 4.
func Respawn(ln *net.TCPListener, binary string, args ...string) error {
	lf, err := ln.File()
	if err != nil {
		return err
	}
	defer lf.Close()

	pr, pw, err := os.Pipe()
	if err != nil {
		return err
	}
	defer pr.Close()

	cmd := exec.Command(binary, args...)
	cmd.Stdout = os.Stdout
	cmd.Stderr = os.Stderr
	cmd.ExtraFiles = []*os.File{lf, pw}
	err = cmd.Start()
	pw.Close()
	if err != nil {
		return fmt.Errorf("respawn: %w", err)
	}
	go cmd.Wait()

	if err := pr.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return err
	}
	b := make([]byte, 5)
	n, err := pr.Read(b)
	if err != nil {
		cmd.Process.Kill()
		return fmt.Errorf("respawn: successor didn't come up: %w", err)
	}
	if string(b[:n]) != "READY" {
		cmd.Process.Kill()
		return errors.New("respawn: successor said " + string(b[:n]))
	}
	return ln.Close()
}
