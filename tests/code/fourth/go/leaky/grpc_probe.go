package health

func Check(ctx context.Context, target string) (Status, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()

	cc, err := grpc.DialContext(ctx, target, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithBlock())
	if err != nil {
		return Unknown, err
	}
	resp, err := healthpb.NewHealthClient(cc).Check(ctx, &healthpb.HealthCheckRequest{})
	if err != nil {
		if status.Code(err) == codes.Unimplemented {
			return NotSupported, nil
		}
		cc.Close()
		return Down, err
	}
	cc.Close()
	if resp.GetStatus() == healthpb.HealthCheckResponse_SERVING {
		return Up, nil
	}
	return Down, nil
}
