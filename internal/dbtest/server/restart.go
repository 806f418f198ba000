package server

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
)

// Restart ends the server at once, as a crash does, and starts it again with
// the same data, at the same address.
func (s *Server) Restart(ctx context.Context) error {
	address, err := url.Parse(s.URL)
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(address.Port())
	if err != nil {
		return err
	}
	if err := s.process.stop(); err != nil {
		return fmt.Errorf("restart the private %v server: %w", s.Kind, err)
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	return s.launchOn(ctx, s.engine, port)
}
