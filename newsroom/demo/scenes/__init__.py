"""What the graphics desk can draw: one small function per scene, gathered by where the scene is set."""
